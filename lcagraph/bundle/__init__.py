"""What a verifier gets: a bundle that can be computed again.

packing         a model with all that it takes to check it, in one zip
members         the documents that follow from the model
second_way      the footprint computed again, by another way
picture         the picture of the product, which the report prints
sample          a random sample of activity data for the site visit
evidence_files  documents on disk: there, and still the same
verifying       a bundle unpacked with care, and everything computed again
differences     what differs, document by document
recomputing     everything made again, with the databases or without
recorded_databases, recorded_intensities    what stands for databases that aren't here
documents       supporting documents of a bundle, by state
belonging       what is in a bundle though nothing asks for it
"""

from lcagraph.bundle.differences import Difference
from lcagraph.bundle.evidence_files import evidence_files, evidence_findings
from lcagraph.bundle.members import SampleChoice
from lcagraph.bundle.packing import Bundle, make_bundle
from lcagraph.bundle.verifying import Verification, verify_bundle

__all__ = [
    "Bundle",
    "Difference",
    "SampleChoice",
    "Verification",
    "evidence_files",
    "evidence_findings",
    "make_bundle",
    "verify_bundle",
]
