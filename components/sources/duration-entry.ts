export const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const
export type Unit = keyof typeof units

function isUnit(text: unknown): text is Unit {
  return typeof text === 'string' && Object.hasOwn(units, text)
}

/** The greatest unit that leaves a whole number. */
export function splitDuration(seconds: number): { value: number; unit: Unit } {
  const names: readonly Unit[] = ['days', 'hours', 'minutes']
  const unit = names.find((name) => seconds >= units[name] && seconds % units[name] === 0) ?? 'seconds'
  return { value: seconds / units[unit], unit }
}

/**
 * Reads the entry of a `DurationField`.
 *
 * @returns seconds; 0 where no number was entered, which is too short for everything that is asked for and is refused at its
 *   pointer. Not NaN: JSON has none and says `null`, and for a silence that means that nobody is told.
 */
export function durationFrom(form: FormData, name: string): number {
  const [value, unit] = [form.get(name), form.get(`${name}-unit`)]
  const seconds = typeof value === 'string' && isUnit(unit) ? Number(value) * units[unit] : 0
  return Number.isFinite(seconds) ? seconds : 0
}
