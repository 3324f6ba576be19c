"""Documents that do something to whoever lays them out."""

import os
import time
from dataclasses import replace

from tests.integration.invoicing.documents.sample_documents import invoice_document


class Trap:
    """Springs where it is unpickled: in the process that renders."""

    def __init__(self, spring, *arguments):
        self.spring, self.arguments = spring, arguments

    def __reduce__(self):
        return self.spring, self.arguments


def deadly(document=None):
    """Ends the process that renders it."""
    return replace(document or invoice_document(), currency=Trap(os._exit, 9))


def endless():
    """Keeps the process that renders it for an hour."""
    return replace(invoice_document(), currency=Trap(time.sleep, 3600))


def greedy():
    """Takes a gigabyte of the process that renders it."""
    return replace(invoice_document(), currency=Trap(bytearray, 1 << 30))


def senseless():
    """Cannot be laid out."""
    return replace(invoice_document(), taxes=None)
