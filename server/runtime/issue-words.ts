import * as z from 'zod'

type Issue = Parameters<z.core.$ZodErrorMap>[0]

/**
 * What is wrong with a value, for people who have never heard of zod: it stands in problem documents and on screens, behind
 * a pointer to the value. A schema that has words of its own keeps them.
 *
 * @returns undefined where zod's own words have to do. Never anything of the value.
 */
export function wordsOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${nameOf(issue.expected)}`
    case 'too_small':
      return boundWords(issue.origin, { at: issue.minimum, inclusive: issue.inclusive ?? true, words: lower })
    case 'too_big':
      return boundWords(issue.origin, { at: issue.maximum, inclusive: issue.inclusive ?? true, words: upper })
    case 'invalid_value':
      if (issue.input === undefined) return 'is required'
      return choiceWords(issue.values)
    case 'unrecognized_keys':
      return `has members that are not known here: ${issue.keys.join(', ')}`
    case 'invalid_union':
      return issue.inclusive !== false && issue.options ? choiceWords(issue.options) : undefined
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined
  }
}

/** For all schemas of this process; saying it again changes nothing. */
export function usePlainWords(): void {
  z.config({ customError: wordsOf })
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
}

function nameOf(expected: string): string {
  return names[expected] ?? expected
}

function choiceWords(choices: readonly unknown[]): string {
  return `must be ${choices.length > 1 ? 'one of ' : ''}${choices.map(String).join(', ')}`
}

const lower = { inclusive: 'at least', exclusive: 'more than' }
const upper = { inclusive: 'at most', exclusive: 'less than' }

interface Bound {
  at: number | bigint
  inclusive: boolean
  words: { inclusive: string; exclusive: string }
}

function boundWords(origin: string, { at, inclusive, words }: Bound): string {
  const bound = `${words[inclusive ? 'inclusive' : 'exclusive']} ${at}`
  const isEmpty = words === lower && at === 1
  if (origin === 'string') return isEmpty ? 'must not be empty' : `must have ${bound} characters`
  if (origin === 'array' || origin === 'set') return isEmpty ? 'must not be empty' : `must have ${bound} items`
  return `must be ${bound}`
}
