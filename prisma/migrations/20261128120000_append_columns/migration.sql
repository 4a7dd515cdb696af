-- A batch comes as columns, in PostgreSQL's binary format. Each array has an element per event, in the order in which positions are
-- given out; no two have the same source and id. `flags` adds up 1 for backfill, 2 for synthetic, 4 for clamped. Answers the first
-- position given out, and which events were new, counted from 1; null = all of them. One call a transaction.
drop function append_events(json, bigint);
create function append_events(
  sources text[], ids text[], types text[], subjects text[], occurred float8[], received float8[], data_json text[], flags int[],
  known_erasures bigint default null, out first bigint, out fresh int[])
language plpgsql
as $$
declare
  head bigint;
  erasures_now bigint;
  fresh_count bigint;
  seqscan text;
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
  first := head + 1;

  insert into event_keys (source, id, seen_at)
  select source, id, to_timestamp(received_at / 1000) from unnest(sources, ids, received) as e(source, id, received_at)
  on conflict do nothing;
  get diagnostics fresh_count = row_count;

  if fresh_count < cardinality(ids) then
    -- What is left are those whose key this transaction has just written. They are looked up one by one, also where this was planned
    -- while there were so few keys that reading all of them was less work: no join, and no sequential scan.
    seqscan := current_setting('enable_seqscan');
    perform set_config('enable_seqscan', 'off', true);
    select coalesce(array_agg(n::int order by n), '{}'), array_agg(source order by n), array_agg(id order by n),
           array_agg(type order by n), array_agg(subject order by n), array_agg(occurred_at order by n),
           array_agg(received_at order by n), array_agg(json_text order by n), array_agg(flag order by n)
    into fresh, sources, ids, types, subjects, occurred, received, data_json, flags
    from unnest(sources, ids, types, subjects, occurred, received, data_json, flags) with ordinality
      as e(source, id, type, subject, occurred_at, received_at, json_text, flag, n)
    cross join lateral (
      select from event_keys k
      where k.source = e.source and k.id = e.id and k.xmin = pg_current_xact_id()::xid offset 0
    ) written_now;
    perform set_config('enable_seqscan', seqscan, true);
    if cardinality(fresh) <> fresh_count then
      raise exception 'append_events() is called once in a transaction, and in no part of one' using errcode = 'VE003';
    end if;
    if fresh_count = 0 then
      return;
    end if;
  end if;

  insert into events (position, source, id, type, subject, occurred_at, received_at, data, backfill, synthetic, clamped)
  select head + n, source, id, type, subject, to_timestamp(occurred_at / 1000), to_timestamp(received_at / 1000),
         json_text::json, flag & 1 <> 0, flag & 2 <> 0, flag & 4 <> 0
  from unnest(sources, ids, types, subjects, occurred, received, data_json, flags) with ordinality
    as e(source, id, type, subject, occurred_at, received_at, json_text, flag, n);

  insert into received_counts (bucket, count)
  select date_bin('15 minutes', to_timestamp(received_at / 1000), 'epoch'), count(*)
  from unnest(received, flags) as e(received_at, flag) where flag & 2 = 0 group by 1
  on conflict (bucket) do update set count = received_counts.count + excluded.count;

  update log_head set position = head + cardinality(ids);
end
$$;
