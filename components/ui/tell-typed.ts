/**
 * A ref of fields. What somebody has typed before React took over the page stands in the field, and no component has heard of
 * it: to the component it looks empty, and what is typed next replaces it. This tells them, as if it were typed now.
 */
export function tellTyped(field: HTMLInputElement | HTMLTextAreaElement | null): void {
  if (field === null || field.value === field.defaultValue) return
  const typed = field.value
  // After the render that this is part of, which would put back what the component knows.
  queueMicrotask(() => {
    // React takes an event for news where the value is not the one that it has seen set on the field itself.
    field.value = field.defaultValue
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, typed)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
}
