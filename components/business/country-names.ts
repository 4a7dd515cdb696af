import { getCountries } from 'libphonenumber-js/min'

/** Countries that have telephone numbers, by their names in a language. */
export function countryNames(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'region' })
  const order = new Intl.Collator(locale)
  return getCountries()
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((a, b) => order.compare(a.label, b.label))
}
