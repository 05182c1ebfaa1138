'use client'

import { resumeAutoTopUpAction, turnOffAutoTopUpAction } from '@/lib/billing/auto-topup/actions'
import { ActButton } from './act-button'

export const ResumeAutoTopUp = () => (
  <ActButton act={resumeAutoTopUpAction} size="sm">
    Try again
  </ActButton>
)

export const TurnOffAutoTopUp = () => (
  <ActButton act={turnOffAutoTopUpAction} variant="ghost" size="sm">
    Turn off
  </ActButton>
)
