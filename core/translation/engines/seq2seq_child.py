"""A process that translates with one model: `python -m core.translation.engines.seq2seq_child`, started by `seq2seq`.

It reads JSON lines: the first says the model's folder and how it is told the direction, each further one holds
`texts`. Each is answered by one line: `{}` or `texts`, or `error`. End of input ends the process. Decoding is beam
search without sampling: the same texts together give the same translations.
"""

import json
import os
import sys
from typing import IO, Any

LEAST_NEW, MOST_NEW = 32, 512  # tokens
GROWTH = 2.0  # how many times as long as its source a translation may become, in tokens
MOST_SOURCE = 512  # tokens of a source that a model is shown


class Model:
    """A loaded model with its tokenizer, told one direction."""

    def __init__(self, folder: str, *, prefix: str, source: str, forced: str, beams: int) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or max(1, (os.cpu_count() or 2) - 1)))
        torch.manual_seed(20)
        self._torch = torch
        self._prefix, self._beams = prefix, beams
        named = {"src_lang": source} if source else {}
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True, **named)
        self._model: Any = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True).eval()
        self._first = {"forced_bos_token_id": self._token(forced)} if forced else {}

    def translate(self, texts: list[str]) -> list[str]:
        """Translations in order."""
        given = self._tokenizer(
            [self._prefix + text for text in texts],
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=MOST_SOURCE,
        )
        room = int(min(MOST_NEW, max(LEAST_NEW, GROWTH * given["input_ids"].shape[1])))
        with self._torch.inference_mode():
            made = self._model.generate(
                **given, num_beams=self._beams, do_sample=False, max_new_tokens=room, **self._first
            )
        texts_made: list[str] = self._tokenizer.batch_decode(made, skip_special_tokens=True)
        return texts_made

    def _token(self, name: str) -> int:
        number = self._tokenizer.convert_tokens_to_ids(name)
        if number is None or number == self._tokenizer.unk_token_id:
            raise ValueError(f"the model has no token {name}")
        return int(number)


def serve(questions: IO[str], answers: IO[str]) -> None:
    """Answer until the questions end."""
    model: Model | None = None
    for line in questions:
        question = json.loads(line)
        answer: dict[str, Any]
        try:
            if model is None:
                folder = question.pop("folder")
                model, answer = Model(folder, **question), {}
            else:
                answer = {"texts": model.translate(question["texts"])}
        except (ValueError, OSError, RuntimeError, LookupError, ImportError, TypeError, AttributeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def main() -> None:
    """Serve on the process's own pipes; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
