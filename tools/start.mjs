/** `npm start [-- command options]`: makes the checkout ready, then runs the program in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './prepare.mjs';

prepare();
await import(pathToFileURL(path.join(root, 'dist/binnacle.js')).href);
