import * as z from 'zod'

/** What a person may be; a person has one or more. */
export const roleSchema = z.enum(['admin', 'exec', 'sales', 'support', 'supply', 'marketing', 'data'])
export type Role = z.infer<typeof roleSchema>

export const allRoles: readonly Role[] = roleSchema.options

/** Who asks: the person, the screen or the token behind a request or a socket. */
export const viewerSchema = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
})
export type Viewer = z.infer<typeof viewerSchema>
