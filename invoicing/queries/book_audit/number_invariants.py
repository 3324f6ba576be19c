"""Numbers of invoices and credit notes."""

from typing import Final

from invoicing.queries.book_audit.invariants import SqlInvariant

_DOCUMENTS = """
            SELECT series, year, sequence_number, number, issue_date FROM invoicing_invoice
            WHERE state = 'FINALIZED'
            UNION ALL
            SELECT series, year, sequence_number, number, issue_date FROM invoicing_creditnote
"""

NUMBER_INVARIANTS: Final = (
    SqlInvariant(
        "I5",
        "The numbers of a series have no gap, and none is given twice.",
        f"""
        SELECT format('%s %s: %s follows %s', series, year, sequence_number, earlier)
        FROM (
            SELECT *, lag(sequence_number) OVER (PARTITION BY series, year ORDER BY sequence_number) AS earlier
            FROM ({_DOCUMENTS}) document
        ) document
        WHERE sequence_number <> earlier + 1
        """,
    ),
    SqlInvariant(
        "I5",
        "The dates of a series never go back.",
        f"""
        SELECT format('%s is dated %s, but the one before it %s', number, issue_date, earlier)
        FROM (
            SELECT *, lag(issue_date) OVER (PARTITION BY series, year ORDER BY sequence_number) AS earlier
            FROM ({_DOCUMENTS}) document
        ) document
        WHERE issue_date < earlier
        """,
    ),
    SqlInvariant(
        "I5",
        "Each sequence stands at the last number and date that it has given.",
        f"""
        SELECT format('%s %s: the sequence stands at %s of %s, but the last document is %s of %s',
                      coalesce(sequence.series, given.series), coalesce(sequence.year, given.year),
                      sequence.last_number, sequence.last_issue_date, given.last_number, given.last_issue_date)
        FROM invoicing_invoicenumbersequence sequence
        FULL JOIN (
            SELECT series, year, max(sequence_number) AS last_number, max(issue_date) AS last_issue_date
            FROM ({_DOCUMENTS}) document GROUP BY series, year
        ) given ON given.series = sequence.series AND given.year = sequence.year
        WHERE coalesce(sequence.last_number, 0) <> coalesce(given.last_number, 0)
            OR sequence.last_issue_date <> given.last_issue_date
        """,
    ),
    SqlInvariant(
        "I5",
        "Each number is printed as series, year and sequence number say.",
        f"""
        SELECT format('%s should be %s', number, printed)
        FROM ({_DOCUMENTS}) document
        CROSS JOIN LATERAL (
            SELECT format('%s-%s-%s', series, year,
                          lpad(sequence_number::text, greatest(6, length(sequence_number::text)), '0')) AS printed
        ) shown
        WHERE number <> printed
        """,
    ),
)
