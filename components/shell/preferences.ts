/** What a person has set for this browser. Kept in cookies, so that the server's first paint already has it. */
export const themeCookie = 'vigie-theme'
export const navCookie = 'vigie-nav'
export const localeCookie = 'vigie-locale'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}

const yearSeconds = 365 * 86_400

export function rememberPreference(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`
}

const themeListeners = new Set<() => void>()

/** Wherever it is chosen, every switch shows it. */
export function chooseTheme(theme: Theme): void {
  rememberPreference(themeCookie, theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  for (const listener of themeListeners) listener()
}

export function subscribeTheme(listener: () => void): () => void {
  themeListeners.add(listener)
  return () => themeListeners.delete(listener)
}

/** As the page shows it now. */
export function shownTheme(): Theme {
  return parseTheme(document.documentElement.dataset.theme)
}
