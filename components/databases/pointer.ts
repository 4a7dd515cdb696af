import type { PointerError } from '#contract/problem.ts'

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
