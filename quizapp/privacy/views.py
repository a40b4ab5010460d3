"""What is kept of a person: taking it along, deleting it, and who saw it."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)
