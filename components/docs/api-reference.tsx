import { LedgerSection } from '@/components/layout/ledger-section'
import { imageSizeKeys } from '@/lib/ai/image-request'
import { ignoredParameters } from '@/lib/api/chat-schema'
import { sizeText } from '@/lib/api/images-schema'
import { refusals } from '@/lib/api/refusals'
import { plans } from '@/lib/catalogue'
import { limitText, plansWith } from '@/lib/entitlements/names'
import { Definitions } from './definitions'
import { Example } from './example'
import { Prose } from './prose'

const code = (text: string) => <code>{text}</code>

export function ChatSection() {
  return (
    <LedgerSection id="chat" title="Chat" note={code('POST /api/v1/chat/completions')}>
      <Prose>
        <p>
          OpenAI’s chat completions, also at <code>/api/v1/chat</code>. Messages are text, from{' '}
          <code>system</code>, <code>developer</code>, <code>user</code> or <code>assistant</code>;
          nothing of them is kept. Needs the scope <code>chat</code>.
        </p>
        <p>
          The answer has at most <code>max_completion_tokens</code>, and fewer where your credits do
          not cover so many: either way <code>finish_reason</code> is then <code>length</code>.{' '}
          <code>tollgate</code> in the answer says what it cost and what is left.
        </p>
      </Prose>
      <h3 className="mt-7 font-medium">As a stream</h3>
      <Prose>
        <p>
          <code>tollgate</code> comes with the chunk that has the <code>finish_reason</code>. Hang
          up, and the answer stops: you pay for what was written. What goes wrong on the way is a
          chunk with an <code>error</code>.
        </p>
      </Prose>
      <Example name="stream" />
      <h3 className="mt-7 font-medium">What is supported</h3>
      <Definitions
        rows={[
          ['model', 'One of the models you may ask. Another is a 404.'],
          ['messages', 'At least one; a `content` is a text or a list of text parts.'],
          ['max_completion_tokens', 'From 16 up; 1,200 unless you say. Also as `max_tokens`.'],
          ['stream', 'With `stream_options.include_usage` a last chunk tells the tokens.'],
          [
            'reasoning_effort',
            '`minimal`, `low` (as it is), `medium` or `high`. Thinking is paid for.',
          ],
          [
            'n, temperature, top_p, …',
            'Only as they are by default; the same holds for the penalties, `logprobs`, `store` and `response_format`.',
          ],
          [ignoredParameters.join(', '), 'Taken, and without effect.'],
          [
            'anything else',
            'Refused with a 400 that names it, instead of being silently left out.',
          ],
        ]}
      />
    </LedgerSection>
  )
}

export function ImagesSection() {
  return (
    <LedgerSection id="images" title="Images" note={code('POST /api/v1/images/generations')}>
      <Prose>
        <p>
          Up to four PNGs in base64, also at <code>/api/v1/images</code>; they are on your page of
          images too. Each costs the same whatever comes of it, and nothing when it fails. Needs the
          scope <code>images</code>.
        </p>
      </Prose>
      <Example name="images" />
      <Definitions
        rows={[
          ['prompt', 'Up to 1,000 characters.'],
          ['n', 'From 1 to 4; 1 unless you say.'],
          ['size', `\`${imageSizeKeys.map(sizeText).join('`, `')}\``],
          [
            'response_format, …',
            'Only as they are: `b64_json`, `output_format` is `png`, no `stream`.',
          ],
        ]}
      />
    </LedgerSection>
  )
}

export function ReadingSections() {
  return (
    <>
      <LedgerSection id="balance" title="Balance" note={code('GET /api/v1/balance')}>
        <Prose>
          <p>
            What can be spent, and the credits it is made of in the order they are spent. Needs the
            scope <code>balance:read</code>.
          </p>
        </Prose>
        <Example name="balance" />
      </LedgerSection>
      <LedgerSection id="usage" title="Usage" note={code('GET /api/v1/usage')}>
        <Prose>
          <p>
            The statement, newest first; the model calls of one request are one line, with the key
            it was asked for with. Narrow it with <code>kind</code>, <code>model</code>,{' '}
            <code>from</code> and <code>to</code>; go on with <code>cursor</code>. Needs the scope{' '}
            <code>usage:read</code>.
          </p>
        </Prose>
        <Example name="usage" />
      </LedgerSection>
      <LedgerSection id="models" title="Models" note={code('GET /api/v1/models')}>
        <Prose>
          <p>The models your plan lets you ask. Any key may read them.</p>
        </Prose>
        <Example name="models" />
      </LedgerSection>
    </>
  )
}

export function RulesSections() {
  return (
    <>
      <LedgerSection id="idempotency" title="Asking again" note={code('Idempotency-Key')}>
        <Prose>
          <p>
            A connection may be lost when the answer is already paid for. Name the request, and for
            24 hours the same request under the same name gets the first answer again, a stream as a
            stream, and costs nothing more (<code>idempotent-replayed: true</code>). Such an answer
            is also written to its end when you hang up.
          </p>
          <p>
            While the first is being answered, the second is a 409 with <code>retry-after</code>;
            another request under the name is a 422. What was refused, or failed and cost nothing,
            may be sent again under the same name.
          </p>
        </Prose>
        <Example name="idempotency" />
      </LedgerSection>
      <LedgerSection id="errors" title="Errors">
        <Prose>
          <p>
            Every error is <code>{'{ "error": { message, type, code, param } }'}</code>, as OpenAI’s
            client expects it. The message says whether anything was charged. A 402 also has{' '}
            <code>price</code> and <code>balance</code> in micro-credits and <code>topUpUrl</code>.
          </p>
        </Prose>
        <Definitions rows={Object.entries(refusals)} />
        <Example name="errors" />
      </LedgerSection>
      <LedgerSection id="limits" title="Rate limits">
        <Prose>
          <p>
            Requests a minute, over all keys of an account. The headers{' '}
            <code>x-ratelimit-limit-requests</code>, <code>x-ratelimit-remaining-requests</code> and{' '}
            <code>x-ratelimit-reset-requests</code> say where you stand; a 429 says in{' '}
            <code>retry-after</code> how many seconds to wait.
          </p>
        </Prose>
        <Definitions
          rows={plansWith('api_access').map((plan) => {
            const { requests_per_minute, open_requests, api_keys } = plans[plan].limits
            return [
              plans[plan].name,
              `${limitText(requests_per_minute)} requests a minute, ${limitText(open_requests)} answers at the same time, keys: ${limitText(api_keys)}`,
            ]
          })}
        />
      </LedgerSection>
      <LedgerSection id="units" title="Units and headers">
        <Prose>
          <p>Amounts are whole micro-credits: 1,000,000 are one credit.</p>
        </Prose>
        <Definitions
          rows={[
            [
              'x-request-id',
              'The request’s name; the statement has it too. Tell it to us when you ask.',
            ],
            [
              'x-tollgate-cost',
              'What the answer cost. A stream says it in its last chunk instead.',
            ],
            ['x-tollgate-balance', 'What can be spent after it.'],
            ['idempotent-replayed', '`true`: the first answer once more.'],
          ]}
        />
      </LedgerSection>
    </>
  )
}
