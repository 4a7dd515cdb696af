import * as z from 'zod'

/** What a person may be; a person has one or more. */
export const roleSchema = z.enum(['admin', 'exec', 'sales', 'support', 'supply', 'marketing', 'data'])
export type Role = z.infer<typeof roleSchema>

export const allRoles: readonly Role[] = roleSchema.options

/** What asks: somebody who signed in, a program, a television on a wall, or a phone that was shown a QR code. */
export const viewerKindSchema = z.enum(['person', 'token', 'screen', 'guest'])
export type ViewerKind = z.infer<typeof viewerKindSchema>

/** Who asks: the person, the token, the screen or the guest behind a request or a socket. */
export const viewerSchema = z.object({
  /** Of a person, their id for good: events name it. */
  id: z.string(),
  name: z.string(),
  kind: viewerKindSchema,
  roles: z.array(roleSchema),
})
export type Viewer = z.infer<typeof viewerSchema>
