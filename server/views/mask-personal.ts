import {
  freeTextMembers,
  freeTextTypes,
  membersOfThings,
  namesOfThings,
  personalEndings,
  personalMembers,
} from '#contract/personal-data.ts'

/** In place of what is not shown. */
export const masked = '•••'
const maskedEmail = '•••@•••'

/** Also as addresses of pages have them: `%40`. Bounded, so that no text takes longer than its length asks for. */
const emails = /[^\s"'<>()[\],;:\\/?&=]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/giu
/** International with + (`%2B`), or in the ten digits with a leading zero that France and others use. */
const phones = /(?:\+|%2B)\d(?:[ ().-]{0,2}\d){6,14}|(?<![\p{L}\p{N}.])0\d(?:[ .-]?\d{2}){4}(?![\p{L}\p{N}.])/giu

/**
 * For PostgreSQL, without case: found in every text out of which {@link maskText} takes something, and in others that it leaves as they
 * are. So that a text has it tells nothing that is not shown.
 */
export const maskablePattern = String.raw`@|%40|(\+|%2B)[0-9]|0[0-9]([ .-]?[0-9]{2}){4}`

/** Text in which anything may stand: addresses and numbers are taken out, wherever they are. */
export function maskText(text: string): string {
  return text.replaceAll(emails, maskedEmail).replaceAll(phones, masked)
}

interface Masking {
  /** Words that people wrote are masked as a whole. */
  hidesFreeText: boolean
  /** A `name` is that of a thing. */
  namesThings: boolean
}

/** @param type of the event; decides what its `name`, and words that people wrote, are. @returns a copy without personal data. */
export function maskData(data: unknown, type: string): unknown {
  return maskValue(data, { hidesFreeText: freeTextTypes.test(type), namesThings: namesOfThings.test(type) })
}

/** What a request held, whose events may be of any types. @returns its JSON without personal data; of what is no JSON nothing. */
export function maskBody(body: string): string {
  try {
    return JSON.stringify(maskValue(JSON.parse(body), { hidesFreeText: true, namesThings: false }))
  } catch {
    return masked
  }
}

function maskValue(value: unknown, masking: Masking): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map((each) => maskValue(each, masking))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => [maskText(member), maskMember(member, each, masking)]),
  )
}

function maskMember(member: string, value: unknown, masking: Masking): unknown {
  const plain = member.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (isPersonal(plain, masking)) return maskWhole(value)
  return maskValue(value, membersOfThings.has(plain) ? { ...masking, namesThings: true } : masking)
}

function isPersonal(plain: string, { hidesFreeText, namesThings }: Masking): boolean {
  if (plain === 'name' && namesThings) return false
  if (hidesFreeText && freeTextMembers.has(plain)) return true
  return personalMembers.has(plain) || personalEndings.some((ending) => plain.endsWith(ending))
}

/** Keeps what shape it has: that something is there, and what is not. */
function maskWhole(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('@') ? maskedEmail : value === '' ? '' : masked
  if (typeof value === 'number' || typeof value === 'bigint') return masked
  if (Array.isArray(value)) return value.map(maskWhole)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [maskText(member), maskWhole(each)]))
}
