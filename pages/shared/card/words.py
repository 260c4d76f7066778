"""The texts of the annotation card, in the language of the interface."""

from pages.shared.words import _


def card_words() -> dict[str, str]:
    """All texts by name; {braces} are filled in by the card's scripts."""
    return _standing() | _acting() | _saying() | _saving()


def _standing() -> dict[str, str]:
    return {
        "title": _("Tag · Isogloss"),
        "item": _("Item {n}"),
        "item_of": _("Item {n} of {total}"),
        "tally": _("{done} done, {left} left, {skipped} skipped"),
        "pace": _("{seconds} s a segment"),
        "no_pace": _("your pace shows after three segments"),
        "minutes_left": _("about {n} min to go at your pace"),
        "hours_left": _("about {n} h to go at your pace"),
        "my_languages": _("My languages"),
        "by_language": _("Work on one language"),
        "every_language": _("All languages"),
        "no_language": _("language unknown"),
        "no_answer": _("not answered"),
        "loading": _("Fetching segments."),
        "unreachable": _("The server cannot be reached. This page goes on by itself as soon as it is back."),
        "ended_one": _("Nothing is left here. You tagged one segment in this sitting."),
        "ended_other": _("Nothing is left here. You tagged {n} segments in this sitting."),
        "with_others": _("The last {n} are in other hands at the moment. They come here if they are given back."),
        "no_recent": _("You have not decided anything here yet."),
    }


def _acting() -> dict[str, str]:
    return {
        "next": _("Next"),
        "skip": _("Skip"),
        "undo": _("Undo"),
        "language": _("Other language"),
        "language_label": _("The language this segment is in"),
        "language_hint": _("Name, own name or tag, such as pt-BR"),
        "loading_languages": _("Fetching the list of languages."),
        "language_offline": _("This tag cannot be checked without the server. Choose from the list, or try again."),
        "note": _("Note"),
        "note_label": _("A note on this segment"),
        "recent": _("Last choices"),
        "show": _("Show"),
        "keys": _("Keys"),
        "save": _("Save"),
        "close": _("Close"),
        "go_on": _("Go on by itself when all is answered"),
        "single_keys": _("Single keys (1, S, U …) are on"),
        "key_value": _("choose the value with this number; the same key again clears it"),
        "key_shifted": _("the eleventh to twentieth value"),
        "key_question": _("the question above or below"),
        "key_next": _("go to the next segment; one that is not answered comes back at the end"),
        "key_skip": _("skip: somebody else gets it"),
        "key_language": _("say which language it is in"),
        "key_note": _("write a note"),
        "key_undo": _("take back your last choice, over segments and after a reload too"),
    }


def _saying() -> dict[str, str]:
    return {
        "chosen": _("{value}"),
        "cleared": _("{value} cleared"),
        "skipped": _("Skipped"),
        "undone": _("Taken back"),
        "noted": _("Note: {note}"),
        "noted_short": _("Note"),
        "now_in": _("Language: {language}"),
        "left_open": _("Left open. It comes back at the end."),
        "nothing_to_undo": _("There is nothing to take back."),
        "saved_value": _("Saved: {what}."),
        "not_yet_saved": _("Not saved yet."),
    }


def _saving() -> dict[str, str]:
    return {
        "saving": _("Saving"),
        "saved": _("Saved {time}"),
        "not_saved": _("Not saved, {n} waiting"),
        "offline": _(
            "The server cannot be reached. What you choose is kept in this browser and sent, in order, as soon as it "
            "is back. You can go on."
        ),
        "server_trouble": _(
            "The server cannot save at the moment. What you choose is kept in this browser and sent again by itself."
        ),
        "signed_out": _(
            "You are signed out, so nothing is being saved. What you chose is kept in this browser: sign in, and it is "
            "sent."
        ),
        "sign_in": _("Sign in in a new tab"),
        "not_kept": _("This browser keeps nothing. Do not leave the page before everything is saved."),
        "refused_one": _("One choice was not accepted and is kept here."),
        "refused_other": _("{n} choices were not accepted and are kept here."),
        "send_again": _("Send again"),
        "give_up": _("Give them up"),
    }
