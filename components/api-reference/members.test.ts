import { expect, test } from 'vitest'
import type { DescribedSchema } from '#contract/openapi.ts'
import { typeOf, variantsOf } from './members.ts'

const schemas: Record<string, DescribedSchema> = {
  Fault: { type: 'object', properties: { pointer: { type: 'string' } }, required: ['pointer'] },
  Tree: {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  },
}

test.each<[DescribedSchema, string]>([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', minLength: 1 }, 'string'],
  [{ type: 'string', maxLength: 256 }, 'string ≤ 256'],
  [{ type: 'integer', minimum: 1, maximum: 1000 }, 'integer 1…1000'],
  [{ type: 'number', minimum: 10 }, 'number ≥ 10'],
  [{ type: 'string', enum: ['stored', 'duplicate'] }, '"stored" | "duplicate"'],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, 'number | null'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Fault' } }, 'Fault[]'],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] }, maxItems: 5 }, '(string | null)[] ≤ 5'],
  [{ type: 'string', format: 'date-time' }, 'date-time'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ const: 'pass' }, '"pass"'],
  [{}, 'any'],
])('the type of %j is written %s', (schema, written) => {
  expect(typeOf(schema)).toBe(written)
})

test('members of members stand under them, one step in; those of an array are those of its items', () => {
  const schema: DescribedSchema = {
    type: 'object',
    properties: {
      id: { type: 'string', description: 'Its name' },
      faults: { type: 'array', items: { $ref: '#/components/schemas/Fault' } },
    },
    required: ['id'],
  }
  expect(variantsOf(schema, schemas)[0]?.lines).toMatchObject([
    { name: 'id', depth: 0, isRequired: true, description: 'Its name' },
    { name: 'faults', depth: 0, isRequired: false, type: 'Fault[]' },
    { name: 'pointer', depth: 1, isRequired: true },
  ])
})

test('what holds itself ends', () => {
  const [variant] = variantsOf({ $ref: '#/components/schemas/Tree' }, schemas)
  expect(variant?.lines.map(({ name }) => name)).toEqual(['name', 'children'])
})

test('every form that a body may have stands by itself', () => {
  const schema: DescribedSchema = {
    anyOf: [{ $ref: '#/components/schemas/Fault' }, { type: 'array', items: { $ref: '#/components/schemas/Fault' } }],
  }
  expect(variantsOf(schema, schemas).map(({ type }) => type)).toEqual(['Fault', 'Fault[]'])
})
