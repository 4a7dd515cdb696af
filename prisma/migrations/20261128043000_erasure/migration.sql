-- AlterTable
ALTER TABLE "log_head" ADD COLUMN     "erasures" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "erasures" (
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "key_ids" UUID[],
    "requested_by_id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "head" BIGINT NOT NULL DEFAULT 0,
    "removed" JSON,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erased_keys" (
    "digest" TEXT NOT NULL,
    "erasure" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_keys_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "erased_keys_erasure_idx" ON "erased_keys"("erasure");

-- What a batch may hold of people depends on who has been erased: a server that has not heard of the newest erasure is told
-- so, hears of it, and takes the personal data out before it tries again. Under the lock, so none slips through.
drop function append_events(json);
create function append_events(batch json, known_erasures bigint default null) returns bigint[]
language plpgsql
as $$
declare
  head bigint;
  erasures_now bigint;
  positions bigint[];
begin
  -- An acknowledgement promises durability, whatever the database or the role was set to.
  if current_setting('synchronous_commit') in ('off', 'local') then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  perform pg_advisory_xact_lock(7261001);
  select position, erasures into strict head, erasures_now from log_head;
  if known_erasures <> erasures_now then
    raise exception 'somebody was erased meanwhile' using errcode = 'VE001';
  end if;

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

-- Events are facts. The one change there is takes personal data out, and says so first (server/log/rewrite.ts).
create function refuse_event_change() returns trigger
language plpgsql
as $$
begin
  if current_setting('vigie.erasure', true) is distinct from 'on' then
    raise exception 'an event is never changed' using errcode = 'VE002';
  end if;
  if (new.position, new.source, new.type, new.occurred_at, new.received_at, new.backfill, new.synthetic)
     is distinct from (old.position, old.source, old.type, old.occurred_at, old.received_at, old.backfill, old.synthetic) then
    raise exception 'an erasure changes no fact but id, subject and data' using errcode = 'VE002';
  end if;
  return new;
end
$$;
create trigger events_are_facts before update on events for each row execute function refuse_event_change();
