"""The sections of a report, one file a part: figures and words become blocks."""
