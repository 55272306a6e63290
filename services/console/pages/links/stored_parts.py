"""What the services call the parts of what they hold, in the patient's language.

The services name them in English, in the file that programs read; a part that is newer than this page keeps that name,
while releases differ.
"""

from services.console.pages.words import word

PHOTOS = "Photos of you, whose pictures `GET /v1/photos/{photo_id}/file` gives"
"""For programs: a person is not told of a call."""
PARTS = frozenset(
    (
        word("Who you are and how you are reached"),
        word("Records of you that were merged into this one"),
        word("What you agreed to"),
        word("Numbers and addresses that you have or had"),
        word("Numbers and addresses that you asked for"),
        word("Who decides for you"),
        word("What the front desk noted"),
        word("Records that looked like yours"),
        word("Records that looked like yours when you came"),
        word("Clinics that you visited"),
        word("Who opened your record in an emergency"),
        word("Under which name other software knew it"),
        word("Lines of files from other software"),
        word("Appointments"),
        word("Times that are kept for you for some minutes"),
        word("Late cancellations, no-shows and deposits"),
        word("When you came, were treated and left"),
        word("What practitioners found"),
        word("What was corrected in it"),
        word("What screening decided, as the calendar knows it"),
        word("Courses of treatment"),
        word("Sessions past the protocol's count"),
        word("Reviews that were not to take place"),
        word("Courses that were begun elsewhere"),
        word("Sessions"),
        word("Cartridges used on you"),
        word("What was corrected in them"),
        word("Reviews of results"),
        word("Photos of you"),
        word("What was corrected in these"),
        word("Treatments that you agreed to"),
        word("When sessions were suspended"),
        word("Follow-ups"),
        word("What you waited for"),
        word("Times that you were offered"),
        word("What was put off until a day"),
        word("What somebody had to do for you"),
        word("Cartridges reserved for your appointments"),
        word("The lots that they are from"),
        word("What you were told about recalls"),
        word("How you are reached"),
        word("What you no longer want"),
        word("When you stopped messages, and agreed to them again"),
        word("What you were asked about what you wrote"),
        word("Numbers and addresses that did not reach you"),
        word("New numbers and addresses to confirm"),
        word("Messages to you"),
        word("Which links you were sent, and what became of them"),
        word("Which message was handed over when, to which address, and whether it arrived"),
        word("What was handed over in a rehearsal"),
        word("What was written back from your number or address"),
        word("Who at the clinic worked on what you wrote"),
        word("How WhatsApp names you, and when you wrote last"),
        word("Who you are"),
        word("Clinics that you visit"),
        word("Health forms that you were asked for"),
        word("What you declared about your health"),
        word("What practitioners found and planned"),
        word("What was decided, and by what"),
        word("What a clinician proposed to decide"),
        word("Documents that a review refers to"),
        word("What a director asked about a review, and the answers"),
        word("What you said ahead of a session"),
        word("Sessions, as reactions are graded by them"),
        word("Reactions that were reported"),
        word("What was done about them"),
        word("What you agreed to, and how you signed it"),
        word("Appointments ahead"),
        word("Which plan a course follows"),
        word("Who saw or changed it"),
    )
)
"""Each is translated as it stands here. A test compares with what the services hold."""


def words_of(title: str) -> str:
    """What the page says for it, to be translated where it is one of ``PARTS``."""
    return "Photos of you" if title == PHOTOS else title
