'use client'

import { ArrowDown } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useStickToBottom } from 'use-stick-to-bottom'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Spinner } from '@/components/ui/spinner'
import type { FileData } from '@/lib/ai/files/limits'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { OfferedModel } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import type { Answer } from './answer'
import { ChatContext } from './chat-context'
import { ChatDrawer } from './chat-drawer'
import { useChats } from './chats-provider'
import { Composer } from './composer'
import { EmptyChat } from './empty-chat'
import { Question } from './question'
import type { Refusal } from './refusal'
import { RefusalNotice } from './refusal-notice'
import { useConversation, type Phase } from './use-conversation'
import { forgetUnsent, moveDraft, useDraft, useEarlyTyping } from './use-draft'
import { useFiles } from './use-files'

type Props = {
  id: string
  userId: string
  /** What the server called it when the page was drawn. */
  name: string | undefined
  initial: AssistantMessage[]
  models: OfferedModel[]
  /** The one this chat was last asked of, or a new one begins with. */
  initialModel: ModelId
  /** What draws the answers that the page came with. */
  Answer?: typeof Answer | undefined
}

/** As wide as reads well; beside the list of chats it ends where the header does. */
const column =
  'mx-auto w-full max-w-3xl px-4.5 sm:px-8 lg:mx-0 lg:max-w-none lg:pl-10 lg:pr-(--gutter)'

export function Chat({ id, userId, name, initial, models, initialModel, ...props }: Props) {
  const { chats, touch } = useChats()
  const title = chats.find((chat) => chat.id === id)?.title ?? name
  const [started, setStarted] = useState(initial.length > 0)
  const [draft, setDraft] = useDraft(userId, started ? id : 'new')
  const [model, setModel] = useState(initialModel)
  const [refusal, setRefusal] = useState<Refusal>()
  const files = useFiles(id)
  const { take, putBack } = files
  const sent = useRef<FileData[]>([])
  const composer = useRef<HTMLTextAreaElement>(null)
  useEarlyTyping(composer, draft, setDraft)
  const { scrollRef, contentRef, isAtBottom, scrollToBottom } = useStickToBottom({
    initial: 'instant',
    resize: 'instant',
  })

  const onRefused = useCallback(
    (text: string, reason: Refusal) => {
      setRefusal(reason)
      if (text) {
        // What was typed while it was on its way stands below it.
        setDraft((typed) => (typed ? `${text}\n\n${typed}` : text))
        putBack(sent.current)
      }
      composer.current?.focus()
    },
    [setDraft, putBack],
  )
  // A chat has an address and a place in the list from when the server has taken its first question.
  const onTaken = useCallback(
    (question: string) => {
      sent.current = []
      touch(id, name ?? question.replace(/\s+/g, ' ').slice(0, 60))
      window.history.replaceState(null, '', `/assistant/${id}`)
      if (!started) moveDraft(userId, id)
      setStarted(true)
    },
    [id, userId, name, started, touch],
  )
  const conversation = useConversation({ id, initial, model, onTaken, onRefused })
  const { messages, phase, cost, offline, prepare, send, resend, again, halt, changed } =
    conversation
  const Drawn = props.Answer ?? conversation.Answer
  const link = useMemo(() => ({ chatId: id, changed }), [id, changed])

  const submit = (text: string) => {
    if (phase !== 'idle') return
    setRefusal(undefined)
    setDraft('')
    forgetUnsent()
    sent.current = take()
    send(text, sent.current)
    void scrollToBottom()
  }
  const edit = (questionId: string, text: string) => {
    setRefusal(undefined)
    resend(questionId, text)
    void scrollToBottom()
  }
  const retry = () => {
    setRefusal(undefined)
    again()
  }

  const last = messages.at(-1)
  return (
    <section aria-label="Assistant" className="flex h-full flex-col">
      <header className="flex h-11 shrink-0 items-center gap-3 border-b border-rule px-4.5 lg:hidden">
        <ChatDrawer />
        <p className="min-w-0 flex-1 truncate text-right text-sm text-soft">
          {title ?? 'New chat'}
        </p>
      </header>
      {messages.length > 0 && <h1 className="sr-only">{title ?? 'New chat'}</h1>}
      <div className="relative min-h-0 flex-1">
        <div ref={scrollRef} className="h-full [scrollbar-gutter:stable] overflow-y-auto">
          {/* An empty chat is read from its top: only what grows is followed to its end. */}
          <div
            ref={messages.length > 0 ? contentRef : undefined}
            className={cn(column, 'py-6 sm:py-8')}
          >
            {messages.length === 0 ? (
              <EmptyChat
                typicalCost={models.find(({ id }) => id === model)?.typicalCost ?? null}
                onAsk={submit}
              />
            ) : (
              <ChatContext value={link}>
                <ol className="space-y-7" aria-label="Messages">
                  {messages.map((message, index) =>
                    message.role === 'user' ? (
                      <Question
                        key={message.id}
                        message={message}
                        later={messages.length - index - 1}
                        onEdit={phase === 'idle' ? edit : undefined}
                      />
                    ) : !Drawn ? (
                      <Waiting key={message.id} />
                    ) : (
                      <Drawn
                        key={message.id}
                        message={message}
                        phase={message === last ? phase : 'idle'}
                        costSoFar={message === last ? cost : undefined}
                        onAgain={message === last && phase === 'idle' ? retry : undefined}
                      />
                    ),
                  )}
                  {last?.role === 'user' && phase !== 'idle' && <Waiting />}
                </ol>
              </ChatContext>
            )}
          </div>
        </div>
        {!isAtBottom && (
          <Button
            variant="secondary"
            size="icon"
            aria-label="To the latest message"
            className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-lift"
            onClick={() => void scrollToBottom()}
          >
            <ArrowDown aria-hidden="true" />
          </Button>
        )}
      </div>
      <div className="shrink-0 [scrollbar-gutter:stable] overflow-y-hidden border-t border-rule">
        <div className={cn(column, 'space-y-3 pt-3 pb-3 sm:pb-4')} onFocus={prepare}>
          {offline && (
            <p aria-live="polite" className="text-sm text-warn">
              You are offline. The answer goes on without you, and is shown when you are back.
            </p>
          )}
          {refusal && (
            <RefusalNotice
              refusal={refusal}
              draftAt={started ? `/assistant/${id}` : '/assistant'}
              onDismiss={() => setRefusal(undefined)}
            />
          )}
          <Composer
            ref={composer}
            value={draft}
            onChange={setDraft}
            phase={phase}
            files={files}
            models={models}
            model={model}
            onModel={setModel}
            onSend={submit}
            onStop={() => void halt()}
          />
        </div>
      </div>
      <Announcer phase={phase} last={last} />
      {conversation.live}
    </section>
  )
}

/** Between the question and the first sign of an answer; as high as the answer's first line. */
function Waiting() {
  return (
    <li className="flex h-6 items-center gap-2 text-sm text-soft">
      <Spinner className="size-3.5" />
      Thinking
    </li>
  )
}

/** Readers hear an answer once it is whole, not word by word. */
function Announcer({ phase, last }: { phase: Phase; last: AssistantMessage | undefined }) {
  const words =
    phase === 'idle' && last?.role === 'assistant'
      ? last.parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
      : phase === 'idle'
        ? ''
        : 'The assistant is answering.'
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  )
}
