/** What one pass sees, and what it decides. Everything here is data or a pure question about data. */
import type { BatchRelease, Rollout, RolloutStatus, RolloutStep, TrafficStrategy } from '../api/index.ts';
import type { Write } from '../cluster/write.ts';

/** A workload in the terms of releases, whatever its kind (rules §2.2). */
export interface WorkloadView {
  /** Empty when unknown. */
  stableRevision: string;
  /** A hash of the template wanted now. */
  canaryRevision: string;
  /** The value that Pods of the new revision carry; empty until there is one. */
  podTemplateHash: string;
  replicas: number;
  generation: number;
  /** The workload's own controller has seen this generation. */
  consistent: boolean;
  /** A change was caught and is held for the Rollout. */
  inProgress: boolean;
  inRollback: boolean;
  /** Kinds without extra state can be rolled back batch by batch. */
  canRollBackInBatch: boolean;
  /** From the workload's label or annotation. */
  rolloutId: string | undefined;
  /** Adds the label by which admission sees the workload; none when it is there. */
  markType: readonly Write[];
  /** Takes the in-progressing annotation away; none when it is gone. */
  letGo: readonly Write[];
  /** The Rollout that its change is held for; none: ''. */
  heldFor: string;
}

/** Answers with what must still be written for something to be so; with nothing when it is. */
export interface Traffic {
  readonly gracePeriodSeconds: number;
  /** A canary Service is made beside the stable one. */
  readonly generatesService: boolean;
  /** What the routes need and is not there, in words. */
  missing(): string | undefined;
  /** Only Pods of this revision get the stable Service's traffic. */
  pinStable(revision: string): readonly Write[];
  /** Both Services, each for its revision; undefined while that cannot be said yet. */
  services(revisions: { stable: string; canary: string }): readonly Write[] | undefined;
  /** A problem: what is to be written cannot be said, for a script has failed or a route is gone. */
  route(strategy: TrafficStrategy): readonly Write[] | { problem: string };
  /** The routes as they were before. */
  restoreRoutes(): readonly Write[];
  restoreStable(): readonly Write[];
  removeCanary(): readonly Write[];
}

/** The TrafficRouting that a Rollout names. */
export interface SharedTraffic {
  /** Undefined while it cannot be held: missing, or on its way back. None: it is held. */
  hold(): readonly Write[] | undefined;
  letGo(): readonly Write[];
}

/**
 * Decides whether a step's new Pods do well. The seam for metrics: today's only analysis goes on at once. `wait` and
 * `fail` hold the step with their reason in the message; a user can still approve, jump or roll back.
 */
export type Analyse = (step: RolloutStep, rollout: Rollout) => Verdict;
export type Verdict = { type: 'go' } | { type: 'wait' | 'fail'; message: string };

export interface Seen {
  /** Epoch ms. */
  now: number;
  rollout: Rollout;
  /** Undefined when it does not exist. */
  workload: WorkloadView | undefined;
  release: BatchRelease | undefined;
  /** Undefined for a Rollout without traffic. */
  traffic: Traffic | undefined;
  shared: SharedTraffic | undefined;
  analyse: Analyse;
}

/**
 * What a pass decides. Upkeep ends the pass when there is any: the next one sees it. Otherwise the status is written
 * first, then the writes in order, then the events.
 */
export interface Next {
  status: RolloutStatus;
  /** What every Rollout and its workload carry: a finalizer, a hash, a label. */
  upkeep?: readonly Write[];
  writes: readonly Write[];
  /** Texts of Normal events with reason Progressing. */
  events: readonly string[];
  /** Holds the release up: it becomes the status's message, and a Warning when it is new. */
  problem?: string;
  /** Look again then, when nothing has changed before. */
  requeueAfterMs?: number;
}
