import 'server-only'
import type { z } from 'zod'
import type { ApiScope } from '@/lib/auth/api-scopes'
import { balanceBody } from './balance'
import { chatChunk, chatCompletion, chatRequest } from './chat-schema'
import { imagesBody, imagesRequest } from './images-schema'
import { modelsBody } from './models'
import { usageBody, usageQuery } from './usage'

/** What the API can do: the document, the page and the tests are made from this list and the schemas the routes parse with. */
export type Operation = {
  id: string
  method: 'get' | 'post'
  path: `/api/v1/${string}`
  /** Left out: any key. */
  scope?: ApiScope
  summary: string
  description: string
  query?: z.ZodObject
  body?: z.ZodType
  answer: z.ZodType
  /** The data of a server-sent event, where the answer may be a stream. */
  event?: z.ZodType
  /** It costs credits: so it has an idempotency key, cost headers, and more ways to be refused. */
  paid?: boolean
}

const chat = {
  method: 'post',
  scope: 'chat',
  body: chatRequest,
  answer: chatCompletion,
  event: chatChunk,
  paid: true,
} as const

const images = {
  method: 'post',
  scope: 'images',
  body: imagesRequest,
  answer: imagesBody,
  paid: true,
} as const

export const operations: readonly Operation[] = [
  {
    ...chat,
    id: 'createChatCompletion',
    path: '/api/v1/chat/completions',
    summary: 'Answer a list of messages',
    description:
      'As OpenAI’s chat completions: one answer, or chunks as server-sent events with `stream`. What is not supported is refused by its name.',
  },
  {
    ...chat,
    id: 'chat',
    path: '/api/v1/chat',
    summary: 'The same, at a shorter address',
    description: 'See `POST /api/v1/chat/completions`.',
  },
  {
    ...images,
    id: 'createImages',
    path: '/api/v1/images/generations',
    summary: 'Make images',
    description: 'As OpenAI’s images: PNGs in base64, at a flat price each.',
  },
  {
    ...images,
    id: 'images',
    path: '/api/v1/images',
    summary: 'The same, at a shorter address',
    description: 'See `POST /api/v1/images/generations`.',
  },
  {
    id: 'getBalance',
    method: 'get',
    path: '/api/v1/balance',
    scope: 'balance:read',
    summary: 'What is left',
    description: 'The balance and what it is made of, in the order it is spent.',
    answer: balanceBody,
  },
  {
    id: 'listUsage',
    method: 'get',
    path: '/api/v1/usage',
    scope: 'usage:read',
    summary: 'Where it went',
    description:
      'The statement, newest first. The model calls of one request are one line. Days are calendar days in UTC, both included.',
    query: usageQuery,
    answer: usageBody,
  },
  {
    id: 'listModels',
    method: 'get',
    path: '/api/v1/models',
    summary: 'The models you may ask',
    description: 'In OpenAI’s shape.',
    answer: modelsBody,
  },
]
