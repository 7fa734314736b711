"""Placeholder until the evidence store lands."""


class NoEvidence:
    def attach(self, session, conversation, case): ...
    def drop(self, session, conversation): ...
    def purge(self, session, case_id):
        return 0
