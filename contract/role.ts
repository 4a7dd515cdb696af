import * as z from 'zod'
import { allRoles } from './role-names.ts'

/** What a person may be; a person has one or more. */
export const roleSchema = z.enum(allRoles)

/** What asks: somebody who signed in, a program, a television on a wall, or a phone that was shown a QR code. */
export const viewerKindSchema = z.enum(['person', 'token', 'screen', 'guest'])
export type ViewerKind = z.infer<typeof viewerKindSchema>

/** What a television can show; what it may for that is `screenMay` of access.ts. */
export const wallSchema = z.enum(['counter'])
export type Wall = z.infer<typeof wallSchema>

/** Who asks: the person, the token, the screen or the guest behind a request or a socket. */
export const viewerSchema = z.object({
  /** Of a person, their id for good: events name it. */
  id: z.string(),
  name: z.string(),
  kind: viewerKindSchema,
  roles: z.array(roleSchema),
  walls: z.array(wallSchema).optional().describe('Of a screen: what it shows'),
})
export type Viewer = z.infer<typeof viewerSchema>
