import type { Pool } from 'pg'
import * as z from 'zod'

/** The `transfers` setting. Money is in minor units of the SKU's currency. */
export const transferSettingsSchema = z.object({
  /** α: a donor keeps enough for its own demand until its next delivery with this probability. */
  keptShare: z.number().min(0.5).max(0.999).default(0.95),
  lorryMinor: z.number().min(0).default(500),
  lorryPerKmMinor: z.number().min(0).default(5),
  unitMinor: z.number().min(0).default(20),
  unitPerKmMinor: z.number().min(0).default(0.1),
  /** How far two places are taken to be apart while nobody says where they are. */
  unknownKm: z.number().min(0).default(100),
  /** A transfer that saves no more than this beyond what it costs is not proposed. */
  minWorthMinor: z.number().min(0).default(1000),
  /** A proposal expires when its donor's stock has changed by more than this share. */
  expiresAtShare: z.number().min(0).max(1).default(0.2),
  /** What was accepted and has not arrived by then is given up: it counts neither here nor there any more. */
  arrivesWithinDays: z.number().min(1).default(14),
})
export type TransferSettings = z.infer<typeof transferSettingsSchema>

export const defaultTransferSettings: TransferSettings = transferSettingsSchema.parse({})

export async function readTransferSettings(pool: Pool): Promise<TransferSettings> {
  const { rows } = await pool.query<{ value: unknown }>({
    name: 'read-transfer-settings',
    text: "select value from settings where key = 'transfers'",
  })
  return transferSettingsSchema.parse(rows[0]?.value ?? {})
}
