const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A length of time in the one or two units that a person would say. */
export type Duration =
  | { unit: 'milliseconds'; value: number }
  | { unit: 'tenths'; value: number }
  | { unit: 'seconds'; value: number }
  | { unit: 'minutes'; value: number }
  | { unit: 'hours'; value: number; minutes: number }
  | { unit: 'days'; value: number }

/** For ages and promises: tenths of a second to 10 s, whole seconds to a minute, minutes to an hour, and so on. */
export function durationOf(ms: number): Duration {
  if (ms < 10 * secondMs) return { unit: 'tenths', value: Math.floor(ms / 100) / 10 }
  if (ms < minuteMs) return { unit: 'seconds', value: Math.floor(ms / secondMs) }
  if (ms < hourMs) return { unit: 'minutes', value: Math.floor(ms / minuteMs) }
  if (ms < dayMs) {
    return { unit: 'hours', value: Math.floor(ms / hourMs), minutes: Math.floor((ms % hourMs) / minuteMs) }
  }
  return { unit: 'days', value: Math.floor(ms / dayMs) }
}

/** For measurements: milliseconds to 10 s. */
export function delayOf(ms: number): Duration {
  return ms < 10 * secondMs ? { unit: 'milliseconds', value: Math.round(ms) } : durationOf(ms)
}

/** For promises and intervals, exact to the minute: a greater unit only from two of it, since 90 s are not 1 min. */
export function intervalOf(ms: number): Duration {
  if (ms < 2 * minuteMs) return { unit: 'seconds', value: Math.floor(ms / secondMs) }
  if (ms < 2 * hourMs) return { unit: 'minutes', value: Math.floor(ms / minuteMs) }
  return { unit: 'hours', value: Math.floor(ms / hourMs), minutes: Math.floor((ms % hourMs) / minuteMs) }
}
