/**
 * SQL for the state of a row of `stock_alerts` now: the fold hears of no hour that only passes. One whose time has come is
 * awake, and who has taken it has it still, as `stock/alert-machine.ts` says.
 *
 * @param now the parameter that says it, epoch ms.
 */
export function alertStateAt(now: `$${number}`): string {
  return `
  case when state = 'snoozed' and snoozed_until <= to_timestamp(${now}::float8 / 1000)
    then case when acknowledged_at is not null then 'acknowledged' else 'open' end
    else state end`
}
