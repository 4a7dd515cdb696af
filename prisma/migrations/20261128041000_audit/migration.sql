-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "who_id" TEXT,
    "who_name" TEXT NOT NULL,
    "who_kind" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "members" TEXT[],
    "outcome" TEXT NOT NULL,
    "status" INTEGER,
    "address" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");

-- What was written stays: whoever may do anything in Vigie may not do this.
CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  raise exception 'audit_entries is append-only' using errcode = 'insufficient_privilege';
end
$$;

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();
