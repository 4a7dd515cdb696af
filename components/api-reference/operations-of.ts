import type { ApiDocument, DescribedOperation } from '#contract/openapi.ts'

/** An operation with its address. */
export interface Entry extends DescribedOperation {
  method: string
  path: string
}

export interface TagGroup {
  name: string
  description: string
  /** What a reader comes for. */
  entries: Entry[]
  /** Short addresses, and what browsers ask by themselves. */
  minor: Entry[]
}

/** The operations in the order of the document, under their tags. */
export function groupByTag({ tags, paths }: ApiDocument): TagGroup[] {
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Entry => ({ ...operation, method: method.toUpperCase(), path })),
  )
  return tags.map(({ name, description }) => {
    const own = all.filter((entry) => entry.tags.includes(name))
    return {
      name,
      description,
      entries: own.filter((entry) => !entry['x-minor']),
      minor: own.filter((entry) => entry['x-minor']),
    }
  })
}

/** The anchor of a tag. */
export function tagAnchor(name: string): string {
  return `tag-${name.toLowerCase()}`
}
