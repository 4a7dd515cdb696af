/** How many times its promise a source may be old before nothing is known of what it says. */
const promises = 3

/**
 * SQL to stand behind `with`. `stale`: sources of which nothing is known now, since `known_at`. A captured database is as old
 * as its capture, in which nothing may have changed; of all others the newest event counts.
 *
 * @param now the parameter that says it, epoch ms.
 */
export function staleSourcesAt(now: `$${number}`): string {
  return `
  stale as materialized (
    select slug as source, name as source_name, greatest(last_received_at, as_of) as known_at
    from sources left join source_activity on source_activity.source = slug left join captures on captures.source = slug
    where greatest(last_received_at, as_of) < to_timestamp(${now}::float8 / 1000) - promise_seconds * ${promises} * interval '1 second'
  )`
}
