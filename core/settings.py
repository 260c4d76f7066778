"""Settings: everything that the environment can change, read in one place.

Each setting is an environment variable with the prefix `ISOGLOSS_` (or a line in `.env`). The table of settings in the
README is made from the field descriptions below; no other module reads the environment.
"""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings with their defaults."""

    model_config = SettingsConfigDict(env_prefix="ISOGLOSS_", env_file=".env", extra="ignore", frozen=True)

    workspace: str = Field(
        default=str(ROOT / "data" / "workspace"),
        description="Folder (or s3:// URL for the corpus) that holds corpus, ledger, runs and models.",
    )
    state: Path | None = Field(
        default=None, description="Local folder for ledger, runs and models when the workspace is a URL."
    )
    database_url: str | None = Field(
        default=None, description="PostgreSQL URL of the ledger; without it, SQLite inside the workspace."
    )
    jobs_database_url: str | None = Field(
        default=None, description="Database of the job engine; by default the ledger's PostgreSQL or an own SQLite."
    )
    models: Path | None = Field(default=None, description="Folder of the model store; by default inside the workspace.")
    allowed_private_hosts: str = Field(
        default="", description="Comma-separated hosts that collection may reach although they are private."
    )
    allowed_hosts: str = Field(
        default="", description="Comma-separated host names under which this server may be reached, besides loopback."
    )
    translation_service: str = Field(
        default="", description="Address of a LibreTranslate-compatible service; it gets the texts when it is chosen."
    )
    translation_service_key: str = Field(default="", description="Its key, where it asks for one.", repr=False)
    test_data: Path | None = Field(default=None, description="Folder of the real test data; tests skip without it.")
    session_hours: int = Field(default=24 * 14, ge=1, description="Hours until a sign-in expires.")
    lease_minutes: int = Field(default=15, ge=1, description="Minutes until a leased segment goes to somebody else.")
    upload_megabytes: int = Field(default=2000, ge=1, description="Largest file that may be uploaded.")
    near_duplicates: float = Field(
        default=0.7, ge=0.5, le=1, description="Likeness (Jaccard) from which on short texts are near duplicates."
    )
    training_threads: int = Field(
        default=0, ge=0, description="CPU threads of a training; 0 chooses by the number of cores."
    )
    worker_autostart: bool = Field(default=True, description="Whether the app starts a worker when none is alive.")

    @property
    def is_remote(self) -> bool:
        """Whether the corpus lies in object storage."""
        return "://" in self.workspace

    @cached_property
    def folder(self) -> Path:
        """The local folder: the workspace itself, or the state folder beside a remote corpus."""
        if self.is_remote:
            return self.state or Path.home() / ".local" / "share" / "isogloss"
        return Path(self.workspace).expanduser().resolve()

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL of the ledger."""
        return self.database_url or f"sqlite:///{self.folder / 'ledger.db'}"

    @property
    def engine_url(self) -> str:
        """URL of the job engine's own tables."""
        return self.jobs_database_url or self.database_url or f"sqlite:///{self.folder / 'jobs.db'}"

    @property
    def model_folder(self) -> Path:
        """Where model files lie."""
        return self.models or self.folder / "models"

    @property
    def private_hosts(self) -> frozenset[str]:
        """Private hosts that collection may reach."""
        return frozenset(host.strip().lower() for host in self.allowed_private_hosts.split(",") if host.strip())

    @property
    def host_names(self) -> frozenset[str]:
        """Names, besides loopback, under which the server may be reached."""
        return frozenset(host.strip().lower() for host in self.allowed_hosts.split(",") if host.strip())
