import { expect, test } from 'vitest'
import * as z from 'zod'
import { wordsOf } from './issue-words.ts'

const cash = z.object({ by: z.literal('cash') })
const card = z.object({ by: z.literal('card') })

test.each<[string, z.ZodType, unknown, string]>([
  ['what is not there', z.string(), undefined, 'is required'],
  ['a choice that is not there', z.enum(['push', 'poll']), undefined, 'is required'],
  ['a number', z.number(), '12.30', 'must be a number'],
  ['a whole number', z.int(), 12.3, 'must be a whole number'],
  ['text', z.string(), 7, 'must be text'],
  ['true or false', z.boolean(), 'yes', 'must be true or false'],
  ['an array', z.array(z.string()), {}, 'must be an array'],
  ['an object', z.looseObject({}), 'x', 'must be an object'],
  ['an object of any members', z.record(z.string(), z.string()), [], 'must be an object'],
  ['no text', z.string().min(1), '', 'must not be empty'],
  ['short text', z.string().min(8), 'abc', 'must have at least 8 characters'],
  ['long text', z.string().max(2), 'abc', 'must have at most 2 characters'],
  ['a small number', z.number().min(10), 1, 'must be at least 10'],
  ['a number that is not positive', z.number().positive(), 0, 'must be more than 0'],
  ['a large number', z.int().max(200), 201, 'must be at most 200'],
  ['no items', z.array(z.string()).min(1), [], 'must not be empty'],
  ['too many items', z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 items'],
  ['another choice', z.enum(['push', 'poll']), 'pull', 'must be one of push, poll'],
  ['another value', z.literal('1.0'), '0.3', 'must be 1.0'],
  ['another shape', z.discriminatedUnion('by', [cash, card]), { by: 'cheque' }, 'must be one of cash, card'],
  ['an unknown member', z.strictObject({}), { colour: 1 }, 'has members that are not known here: colour'],
  ["a schema's own words", z.string('must be a name'), 7, 'must be a name'],
])('%s', (_what, schema, value, words) => {
  const { error } = schema.safeParse(value, { error: wordsOf })
  expect(error?.issues.map(({ message }) => message)).toEqual([words])
})
