import { domainToASCII } from 'node:url'
import type { CountryCode } from 'libphonenumber-js/min'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CustomerKey } from '#contract/customer-key.ts'
import { idOf, textOf } from '../../ingest/sent-value.ts'

/*
 * The one place where what a sender wrote becomes a key. Two spellings of one thing are one key; what is no such thing, such
 * as the customer `null`, is none: it would make one person of all who have no id.
 */

/** Numbers without + are read as this country writes them; null = such numbers are no keys. ISO 3166 code. */
export type PhoneCountry = CountryCode | null

/** What programs write where they know nobody. */
const nobody: ReadonlySet<string> = new Set([
  '0',
  '-1',
  'anonymous',
  'false',
  'guest',
  'n/a',
  'na',
  'nan',
  'none',
  'null',
  'true',
  'undefined',
  'unknown',
  '[object object]',
  '00000000-0000-0000-0000-000000000000',
])

export function customerKeyOf(id: unknown, system?: unknown): CustomerKey | undefined {
  const value = givenId(id)
  if (value === undefined) return undefined
  const scope = givenId(system)
  return scope === undefined ? { kind: 'customer', value } : { kind: 'crm', value: `${scope}:${value}` }
}

export function visitorKeyOf(id: unknown): CustomerKey | undefined {
  const value = givenId(id)
  return value === undefined ? undefined : { kind: 'visitor', value }
}

function givenId(id: unknown): string | undefined {
  const text = idOf(id)?.trim()
  return text === undefined || text === '' || nobody.has(text.toLowerCase()) ? undefined : text
}

export function emailKeyOf(address: unknown): CustomerKey | undefined {
  const value = normalEmail(address)
  return value === undefined ? undefined : { kind: 'email', value }
}

/**
 * Lower-case, the domain in ASCII. Dots and what follows a + stay: whether they mean the same mailbox is the provider's
 * affair, and to take two people for one is worse than one for two.
 */
function normalEmail(address: unknown): string | undefined {
  const text = textOf(address)?.trim().toLowerCase().normalize('NFC')
  const at = text?.lastIndexOf('@') ?? -1
  if (text === undefined || at < 1 || text.length > 254) return undefined
  const local = text.slice(0, at)
  const domain = domainToASCII(text.slice(at + 1))
  return /^[^\s<>"(),:;@[\]\\]+$/u.test(local) && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain)
    ? `${local}@${domain}`
    : undefined
}

export function phoneKeyOf(number: unknown, country: PhoneCountry): CustomerKey | undefined {
  const text = textOf(number)?.replace(/^\s*tel:/i, '')
  // Longer than any number with its extension.
  if (text === undefined || text.length > 40) return undefined
  const parsed = parsePhoneNumberFromString(text, country ? { defaultCountry: country, extract: false } : undefined)
  // Possible, not valid: numbering plans grow faster than tables of them, and fictitious numbers are in none.
  return parsed?.isPossible() === true ? { kind: 'phone', value: parsed.number } : undefined
}
