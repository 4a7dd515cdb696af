/**
 * All numbers, dates and times of the screens, written by Intl for one locale and the business's time zone. Times are
 * epoch ms. The clock has 24 hours in every locale: columns of times must be equally wide and sort by eye.
 */
export interface Formats {
  integer(value: number): string
  /** +28, −3, 0: a whole change. */
  change(value: number): string
  /** Two decimals below 0.1, one below 100, none from there on. */
  rate(value: number): string
  /** Always one decimal. */
  tenths(value: number): string
  percent(share: number): string
  money(amountMinor: number, currency: string): string
  /** €4,320: an amount that is an estimate, without its cents. */
  roundMoney(amountMinor: number, currency: string): string
  /** 3.1 GB; a unit is 1024 of the one before, as PostgreSQL counts. */
  bytes(value: number): string
  /** 15:46 */
  minute(at: number): string
  /** 15:46:08 */
  second(at: number): string
  /** 15:46:08.3 */
  tenth(at: number): string
  /** 2026-11-17, in every locale: what tells days apart. */
  date(at: number): string
  /** Tuesday 17 November; with its year where that is not the year of `now`. */
  day(at: number, now: number): string
  /** Thu 19 Nov: of days that are near. */
  shortDay(at: number): string
  /** 19 Nov */
  dayOfMonth(at: number): string
  /** 15:46 on the day of `now`, 17 Nov, 15:46 on any other, and 17 Nov 2025, 15:46 in another year. */
  since(at: number, now: number): string
}

const known = new Map<string, Formats>()

export function formatsFor(locale: string, timeZone: string): Formats {
  const key = `${locale} ${timeZone}`
  const existing = known.get(key)
  if (existing !== undefined) return existing
  const created = createFormats(locale, timeZone)
  known.set(key, created)
  return created
}

function createFormats(locale: string, timeZone: string): Formats {
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const change = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const hundredths = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
  const time = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options })
  const minute = time({ hour: '2-digit', minute: '2-digit' })
  const second = time({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const tenth = time({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 1 })
  const day = time({ weekday: 'long', day: 'numeric', month: 'long' })
  const dayAndYear = time({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const shortDay = time({ weekday: 'short', day: 'numeric', month: 'short' })
  const dayOfMonth = time({ day: 'numeric', month: 'short' })
  const otherDay = time({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  const otherYear = time({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
  const areOfOneDay = (a: number, b: number): boolean => date.format(a) === date.format(b)
  const areOfOneYear = (a: number, b: number): boolean => date.format(a).slice(0, 4) === date.format(b).slice(0, 4)
  return {
    integer: (value) => integer.format(value),
    change: (value) => change.format(value).replace('-', '−'),
    rate: (value) => (value > 0 && value < 0.1 ? hundredths : value < 100 ? tenths : integer).format(value),
    tenths: (value) => tenths.format(value),
    percent: (share) => percent.format(share),
    money: (amountMinor, currency) => money({ locale, amountMinor, currency }),
    roundMoney: (amountMinor, currency) => money({ locale, amountMinor, currency, isRound: true }),
    bytes: (value) => bytes(locale, value),
    minute: (at) => minute.format(at),
    second: (at) => second.format(at),
    tenth: (at) => tenth.format(at),
    date: (at) => date.format(at),
    day: (at, now) => (areOfOneYear(at, now) ? day : dayAndYear).format(at),
    shortDay: (at) => shortDay.format(at),
    dayOfMonth: (at) => dayOfMonth.format(at),
    since: (at, now) => (areOfOneDay(at, now) ? minute : areOfOneYear(at, now) ? otherDay : otherYear).format(at),
  }
}

interface Money {
  locale: string
  amountMinor: number
  currency: string
  isRound?: boolean
}

function money({ locale, amountMinor, currency, isRound = false }: Money): string {
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const exact = new Intl.NumberFormat(locale, options)
  const amount = amountMinor / 10 ** (exact.resolvedOptions().maximumFractionDigits ?? 2)
  return isRound
    ? new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: 0 }).format(amount)
    : exact.format(amount)
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

function bytes(locale: string, value: number): string {
  const step = Math.min(byteUnits.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10))
  const scaled = value / 1024 ** step
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: byteUnits[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 || scaled >= 10 ? 0 : 1,
  }).format(scaled)
}
