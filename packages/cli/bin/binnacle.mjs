#!/usr/bin/env node
/** `npx binnacle …` from a checkout. */
import '../../../tools/start.mjs';
