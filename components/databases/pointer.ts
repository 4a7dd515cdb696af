import type { PointerError } from '#contract/problem.ts'
import type { DatabaseConfigInput } from './draft.ts'

/** What is wrong at a place of a config; undefined when nothing is. */
export type WrongAt = (...path: readonly (string | number)[]) => string | undefined

/** A place of a config as a pointer: `#/mappings/0/data/a~1b`. */
function pointerOf(path: readonly (string | number)[]): string {
  return ['#', ...path.map((each) => String(each).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/')
}

/** Looks errors up by place. An error inside of a place belongs to it, too. */
export function wrongAt(errors: readonly PointerError[]): WrongAt {
  return (...path) => {
    const pointer = pointerOf(path)
    return errors.find((each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`))?.detail
  }
}

/** Errors of a request whose body holds the config, as errors of the config. */
export function errorsOfConfig(errors: readonly PointerError[]): PointerError[] {
  return errors.map(({ pointer, detail }) => ({ pointer: pointer.replace(/^#\/config(?=\/|$)/, '#'), detail }))
}

/**
 * What is wrong with a config, and the config that it was said of: its places count its tables and meanings, of which some
 * may have come or gone since.
 */
export interface Refusal {
  config: DatabaseConfigInput
  errors: readonly PointerError[]
}

/** @param errors of a request that held the config. */
export function refusalOf(config: DatabaseConfigInput, errors: readonly PointerError[]): Refusal {
  return { config, errors: errorsOfConfig(errors) }
}

/** What is wrong at a place of the meaning, or of the table, of a name. */
export type WrongAtName = (name: string, ...path: readonly (string | number)[]) => string | undefined

export function wrongInMapping(refusal: Refusal | null): WrongAtName {
  const names = refusal?.config.mappings?.map(({ name }) => name) ?? []
  return atName(refusal, 'mappings', names)
}

export function wrongInTable(refusal: Refusal | null): WrongAtName {
  if (refusal?.config.capture !== 'poll') return atName(refusal, 'tables', refusal?.config.tables ?? [])
  const names = refusal.config.reads.map(({ table }) => table)
  return atName(refusal, 'reads', names)
}

function atName(refusal: Refusal | null, member: string, names: readonly string[]): WrongAtName {
  const wrong = wrongAt(refusal?.errors ?? [])
  return (name, ...path) => (names.includes(name) ? wrong(member, names.indexOf(name), ...path) : undefined)
}

/** The step in which the first of what is wrong can be mended; undefined when it is in none. */
export function stepOfRefusal({ errors }: Refusal): 'tables' | 'meaning' | undefined {
  const [, member = ''] = errors[0]?.pointer.split('/') ?? []
  if (member === 'mappings') return 'meaning'
  return ['tables', 'reads', 'intervalSeconds'].includes(member) ? 'tables' : undefined
}
