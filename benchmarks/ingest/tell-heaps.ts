import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

// Makes each thread of a Kith that is started with `--import` of this file write down, again and again, how large its heap is.
const file = join(process.env.BENCHMARK_HEAPS ?? '.', isMainThread ? 'http' : 'writer');
const tell = () => writeFileSync(file, `${getHeapStatistics().total_heap_size}`);
tell();
setInterval(tell, 500).unref();
