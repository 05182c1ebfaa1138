/** What a tool of the assistant answers, by the tool's name. */
export type OutputOf<Message extends { parts: unknown[] }, Name extends string> =
  Extract<Message['parts'][number], { type: `tool-${Name}`; state: 'output-available' }> extends {
    output: infer Output
  }
    ? Output
    : never
