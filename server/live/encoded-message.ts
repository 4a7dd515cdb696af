import type { Down, Unsubscribed } from '#contract/live.ts'

/**
 * A message that is encoded once for everybody: as the JSON text that answers a request, as the Socket.IO packet of
 * the event `live`, and as the WebSocket frame of that packet. The two latter are made when first asked for.
 */
export class EncodedMessage {
  readonly json: string
  #packet: string | undefined
  #frame: Buffer | undefined

  constructor(message: Down | Unsubscribed) {
    this.json = JSON.stringify(message)
  }

  /** About what it costs to hold it; exact for ASCII. */
  get bytes(): number {
    return this.json.length
  }

  /** `2` is Socket.IO's EVENT, in the default namespace. */
  get packet(): string {
    return (this.#packet ??= `2${JSON.stringify(['live', this.json])}`)
  }

  /** `4` is Engine.IO's MESSAGE. */
  get frame(): Buffer {
    return (this.#frame ??= textFrame(`4${this.packet}`))
  }
}

const finalText = 0x81
const lengthIn16Bits = 126
const lengthIn64Bits = 127

/** An unmasked, unfragmented text frame as a server sends it (RFC 6455, section 5.2), in one buffer: one write each. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headerBytes = length < lengthIn16Bits ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafeSlow(headerBytes + length)
  frame[0] = finalText
  if (headerBytes === 2) {
    frame[1] = length
  } else if (headerBytes === 4) {
    frame[1] = lengthIn16Bits
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = lengthIn64Bits
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, headerBytes)
  return frame
}
