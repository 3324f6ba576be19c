"""The bulk data pages."""
