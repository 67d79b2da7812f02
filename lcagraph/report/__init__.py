"""Reports: content by the form of a guide, then Word, PDF, HTML, workbook."""
