/** What a person may be. No schema library here: screens ask what a viewer may. */
export const allRoles = ['admin', 'exec', 'sales', 'support', 'supply', 'marketing', 'data'] as const
export type Role = (typeof allRoles)[number]
