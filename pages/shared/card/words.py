"""The texts of the annotation card, in the language of the interface."""

from pages.shared.words import _


def card_words() -> dict[str, str]:
    """All texts by name; {braces} are filled in by the card's scripts."""
    return _standing() | _acting() | _keys() | _saying() | _saving()


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
        "redo": _("Redo"),
        "unsure": _("Cannot tell"),
        "reason": _("Skip, because…"),
        "reason_title": _("Why is this left to somebody else?"),
        "reason_language": _("I do not know this language well enough"),
        "reason_nonsense": _("This is not a text that can be understood"),
        "reason_mixed": _("Several texts or languages are mixed here"),
        "reason_private": _("It says private things about somebody"),
        "reason_hurtful": _("I do not want to read this"),
    }


def _keys() -> dict[str, str]:
    return {
        "key_value": _("choose value {n}; the same key again clears it"),
        "key_shifted": _("with Shift, a value’s key chooses the one ten further down"),
        "key_above": _("the question above"),
        "key_below": _("the question below"),
        "key_next": _("go to the next segment; one that is not answered comes back at the end"),
        "key_back": _("one segment back, without changing anything"),
        "key_forth": _("one segment forth, without changing anything"),
        "key_unsure": _("cannot tell"),
        "key_skip": _("skip: somebody else gets it"),
        "key_reason": _("skip, and say why"),
        "key_language": _("say which language it is in"),
        "key_note": _("write a note"),
        "key_undo": _("take back your last choice, over segments and after a reload too (also Ctrl+Z)"),
        "key_redo": _("do again what you took back (also Ctrl+Y)"),
        "key_recent": _("your last choices"),
        "key_help": _("show the keys"),
        "key_change": _("Change the key for “{what}”, now {key}"),
        "key_wanted": _("Press the new key for “{what}”, or Esc to leave it as it is."),
        "key_kept": _("The key stays as it was."),
        "key_moved": _("{key} now means “{what}”."),
        "key_taken": _("{key} already means “{what}”. Choose another key, or move that one first."),
        "key_fixed": _("The browser or the page needs this key. Choose another one."),
        "keys_hint": _("Keys count by their place on the keyboard. Press a key’s badge to move it."),
        "keys_reset": _("All keys as they were at first"),
        "keys_are_reset": _("All keys are as they were at first."),
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
        "redone": _("Done again"),
        "nothing_to_redo": _("There is nothing to do again."),
        "no_earlier": _("This is the first segment."),
        "no_later": _("There is no later segment at hand."),
        "skipped_why": _("Skipped: {reason}"),
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
