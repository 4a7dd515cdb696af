-- CreateTable
CREATE TABLE "sources" (
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "promise_seconds" DOUBLE PRECISION NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "secret_sealed" BYTEA NOT NULL,
    "previous_secret_sealed" BYTEA,
    "previous_secret_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sources_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- Written by hand: partitioned by range of position, which Prisma cannot say. The log creates the partitions ahead.
CREATE TABLE "events" (
    "position" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSON NOT NULL,
    "backfill" BOOLEAN NOT NULL DEFAULT false,
    "synthetic" BOOLEAN NOT NULL DEFAULT false,
    "clamped" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "events_pkey" PRIMARY KEY ("position")
) PARTITION BY RANGE ("position");

-- CreateTable
CREATE TABLE "event_keys" (
    "source" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_keys_pkey" PRIMARY KEY ("source","id")
);

-- CreateTable
CREATE TABLE "log_head" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "position" BIGINT NOT NULL,

    CONSTRAINT "log_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "received_counts" (
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "received_counts_pkey" PRIMARY KEY ("bucket")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "projection" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("projection")
);

-- CreateTable
CREATE TABLE "set_aside_events" (
    "projection" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "set_aside_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "set_aside_events_pkey" PRIMARY KEY ("projection","position")
);

-- CreateTable
CREATE TABLE "event_counts" (
    "grain" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "event_counts_pkey" PRIMARY KEY ("grain","basis","bucket","source","type")
);

-- CreateTable
CREATE TABLE "latest_events" (
    "slot" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSON NOT NULL,

    CONSTRAINT "latest_events_pkey" PRIMARY KEY ("slot")
);

-- CreateTable
CREATE TABLE "source_activity" (
    "source" TEXT NOT NULL,
    "first_received_at" TIMESTAMPTZ(3) NOT NULL,
    "last_received_at" TIMESTAMPTZ(3) NOT NULL,
    "last_position" BIGINT NOT NULL,

    CONSTRAINT "source_activity_pkey" PRIMARY KEY ("source")
);

-- CreateIndex
CREATE INDEX "event_keys_seen_at_idx" ON "event_keys" USING BRIN ("seen_at");

-- Written by hand: the one row of log_head; the first event takes position 1.
INSERT INTO "log_head" ("id", "position") VALUES (true, 0);

-- The one way into the log. Takes a batch as one JSON array (see AppendRow in server/log/events.ts) and answers one
-- position per element, null for a duplicate. The advisory lock is held until commit: positions are given out in
-- commit order and without holes, so a reader at position p never later finds an event at or below p.
create function append_events(batch json) returns bigint[]
language plpgsql
as $$
declare
  head bigint;
  positions bigint[];
begin
  -- An acknowledgement promises durability, whatever the database or the role was set to.
  if current_setting('synchronous_commit') in ('off', 'local') then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  perform pg_advisory_xact_lock(7261001);
  select position into strict head from log_head;

  with incoming as materialized (
    select * from json_to_recordset(batch) as e(
      n int, source text, id text, type text, subject text, occurred_at float8, received_at float8,
      data json, backfill boolean, synthetic boolean, clamped boolean)
  ), fresh as (
    insert into event_keys (source, id, seen_at)
    select source, id, to_timestamp(received_at / 1000) from incoming
    on conflict do nothing
    returning source, id
  ), numbered as materialized (
    select incoming.*, head + row_number() over (order by n) as position
    from incoming join fresh using (source, id)
  ), stored as (
    insert into events (position, source, id, type, subject, occurred_at, received_at, data, backfill, synthetic, clamped)
    select position, source, id, type, subject, to_timestamp(occurred_at / 1000), to_timestamp(received_at / 1000),
           data, backfill, synthetic, clamped
    from numbered
  ), counted as (
    insert into received_counts (bucket, count)
    select date_bin('15 minutes', to_timestamp(received_at / 1000), 'epoch'), count(*)
    from numbered where not synthetic group by 1
    on conflict (bucket) do update set count = received_counts.count + excluded.count
  ), moved as (
    update log_head set position = head + (select count(*) from numbered)
  )
  select array_agg(numbered.position order by incoming.n) into positions
  from incoming left join numbered on numbered.n = incoming.n;

  return positions;
end
$$;


-- Counters are updated in place all day: room on each page lets PostgreSQL do it without touching the index.
alter table event_counts set (fillfactor = 70);
alter table checkpoints set (fillfactor = 50);
alter table log_head set (fillfactor = 50);
alter table received_counts set (fillfactor = 50);
