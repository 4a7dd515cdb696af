interface Passing {
  /** What goes, or has gone: null. */
  from: Element | null
  to: HTMLElement | null
}

/** What is about to go gives its focus on, or what it had; whoever has moved on meanwhile stays where they are. */
export function passFocus({ from, to }: Passing): void {
  const { activeElement, body } = document
  if (activeElement === null || activeElement === from || activeElement === body) to?.focus()
}
