"""Words to bytes: DOCX, PDF, workbooks, calendars."""
