export { conversations, createConversationCounter } from './conversation/conversations.ts'
export type {
  Conversation,
  ConversationCounter,
  ConversationOptions,
  DecodableCapture,
  Traffic,
} from './conversation/conversations.ts'
export { exchanges } from './conversation/exchanges.ts'
export type { Exchange } from './conversation/exchanges.ts'
export type { ConversationEnd, ConversationLevel } from './conversation/flow-ends.ts'
export { formatConversations } from './conversation/format-conversations.ts'
export { formatExchanges } from './conversation/format-exchanges.ts'
export type { FormatExchangesOptions } from './conversation/format-exchanges.ts'
export { sightings } from './conversation/sightings.ts'
export type { SeenPacket, Sighting, SightingOptions } from './conversation/sightings.ts'
export { DisplayFilter, parseFilter } from './filter/display-filter.ts'
export { FilterError } from './filter/filter-error.ts'
export type { FilterFieldName, FilterName, FilterValue } from './filter/filter-field-types.ts'
export { filterPackets } from './filter/filter-packets.ts'
export type { FilterableCapture } from './filter/filter-packets.ts'
export type { FrameContext } from './filter/subject.ts'
export { exists, where } from './filter/where.ts'
export type { FieldCondition } from './filter/where.ts'
export { decode } from './layers/decode.ts'
export type { DecodablePacket, DecodeOptions } from './layers/decode.ts'
export { field } from './layers/field.ts'
export { fieldAll } from './layers/field-all.ts'
export type { FieldQuery } from './layers/field-query.ts'
export { frameProtocols } from './layers/frame-protocols.ts'
export type { FieldName, FieldTypes, Layer, LayerName } from './layers/layer.ts'
export type { FieldValue, FieldValues } from './layers/protocol.ts'
export type { EncodableLayer } from './encode/encodable-layer.ts'
export { encode } from './encode/encode.ts'
export type { EncodedPacket, EncodeOptions } from './encode/encode.ts'
export { EncodeError } from './encode/encode-error.ts'
export { formatAddress } from './address/format-address.ts'
export { parseAddress } from './address/parse-address.ts'
export type {
  CaptureFacts,
  CaptureFile,
  CaptureInterface,
  Packet,
  ResolvedName,
  Truncation,
} from './capture-file/capture-file.ts'
export { createCaptureStream } from './capture-file/capture-stream.ts'
export type { CaptureStream } from './capture-file/capture-stream.ts'
export { PcapFormatError } from './capture-file/pcap-format-error.ts'
export { readCapture } from './capture-file/read-capture.ts'
export { streamCapture } from './capture-file/stream-capture.ts'
export type { StreamedCapture } from './capture-file/stream-capture.ts'
export { writePcap } from './capture-file/write-pcap.ts'
export type { PcapContent } from './capture-file/write-pcap.ts'
export { writePcapng } from './pcapng/write-pcapng.ts'
export type { PcapngContent } from './pcapng/write-pcapng.ts'
export { annotateHead, annotatePcapng, spareBytes } from './pcapng/annotate.ts'
export type { Annotations } from './pcapng/annotate.ts'
export { createPcapngWriter } from './pcapng/pcapng-writer.ts'
export type { PcapngWriter } from './pcapng/pcapng-writer.ts'
export type { WrittenInterface, WrittenPacket, WrittenSection, WrittenStatistics } from './pcapng/written.ts'
export { formatRows } from './rows/format-rows.ts'
export type { FormatRowsOptions } from './rows/format-rows.ts'
export { printable } from './rows/printable.ts'
export type { Endpoints, Row } from './rows/row.ts'
export { summarize, summarizeAll } from './rows/summarize.ts'
export type { SummaryContext } from './rows/summarize.ts'
export { createTcpNumbering } from './rows/tcp-numbers.ts'
export type { TcpNumbers } from './rows/tcp-numbers.ts'
