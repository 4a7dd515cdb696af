import { viewNameOf } from '#contract/view.ts'
import type { View } from './view.ts'

/** Every view of this server by name; a topic finds the view that answers it. */
export class ViewRegistry {
  readonly #views: ReadonlyMap<string, View>

  constructor(views: readonly View[]) {
    this.#views = new Map(views.map((view) => [view.name, view]))
  }

  find(topic: string): View | undefined {
    const name = viewNameOf(topic)
    const view = name && this.#views.get(name)
    return view && (view.hasParameter || topic === view.name) ? view : undefined
  }

  all(): View[] {
    return [...this.#views.values()]
  }
}
