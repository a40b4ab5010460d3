"""The audit log: who saw or changed what in a class, and whose data it was."""
