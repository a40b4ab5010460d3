"""Files that become banks: reading, checking, writing unseen, publishing, undoing."""
