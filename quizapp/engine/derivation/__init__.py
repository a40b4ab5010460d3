"""Derivation: from the text of an article to facts, and from facts to questions."""
