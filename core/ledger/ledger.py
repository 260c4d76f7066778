"""The ledger as one object: a database by URL, its migrations, and a repository for each noun."""

from core.ledger import compacting, migrating
from core.ledger.accounts import Accounts
from core.ledger.api_tokens import ApiTokens
from core.ledger.attempts import Attempts
from core.ledger.audit import Audit
from core.ledger.batches import Batches
from core.ledger.consents import Consents
from core.ledger.data_versions import DataVersions
from core.ledger.erasures import Erasures
from core.ledger.events import Events
from core.ledger.heartbeat import Heartbeats
from core.ledger.invitations import Invitations
from core.ledger.jobs import Jobs
from core.ledger.leases import Leases
from core.ledger.members import Members
from core.ledger.policies import Policies
from core.ledger.projects import Projects
from core.ledger.runs import Runs
from core.ledger.schemes import Schemes
from core.ledger.scores import Scores
from core.ledger.sessions import Sessions
from core.ledger.sources import Sources
from core.ledger.store import Store
from core.ledger.targets import Targets
from core.ledger.worklists import Worklists


class Ledger:
    """All repositories over one database; safe to share between threads. Call `migrate` once before use."""

    def __init__(self, url: str) -> None:
        self.store = store = Store(url)
        self.accounts = Accounts(store)
        self.sessions = Sessions(store)
        self.api_tokens = ApiTokens(store)
        self.attempts = Attempts(store)
        self.audit = Audit(store)
        self.projects = Projects(store)
        self.members = Members(store)
        self.invitations = Invitations(store)
        self.policies = Policies(store)
        self.schemes = Schemes(store)
        self.targets = Targets(store)
        self.events = Events(store)
        self.batches = Batches(store)
        self.worklists = Worklists(store)
        self.leases = Leases(store)
        self.sources = Sources(store)
        self.consents = Consents(store)
        self.erasures = Erasures(store)
        self.jobs = Jobs(store)
        self.heartbeat = Heartbeats(store)
        self.data_versions = DataVersions(store)
        self.runs = Runs(store)
        self.scores = Scores(store)

    def migrate(self) -> None:
        """Create or upgrade the tables. Raises WorkspaceVersionError, touching nothing, if a newer version wrote it."""
        migrating.migrate(self.store.engine)

    def newer_than_code(self) -> bool:
        """Whether a newer version of Isogloss wrote this ledger."""
        return migrating.is_newer(self.store.engine)

    def compact(self) -> None:
        """Rewrite the database's file so that overwritten and deleted values are really gone from it."""
        compacting.compact(self.store.engine)

    def dispose(self) -> None:
        """Close all connections; the ledger can still be used and connects anew."""
        self.store.close()
