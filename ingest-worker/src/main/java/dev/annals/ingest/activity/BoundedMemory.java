package dev.annals.ingest.activity;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One bounded piece of memory for all RocksDB stores of the process. By default each has 50 MiB of cache and up to 48 MiB
 * of write buffers of its own, outside the heap; six partitions have some forty stores, a segment being one.
 *
 * <p>Public because Kafka Streams makes it by its name.
 */
public final class BoundedMemory implements RocksDBConfigSetter {

    private static final long TOTAL_BYTES = 64L << 20;
    private static final long WRITE_BUFFER_BYTES = 24L << 20; // a part of the total

    /** Behind a class of its own: not before RocksDB's native library is loaded. */
    private static final class Shared {
        static final Cache CACHE = new LRUCache(TOTAL_BYTES);
        static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(Shared.CACHE);
        table.setCacheIndexAndFilterBlocks(true); // or they come on top
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(Shared.WRITE_BUFFERS);
    }

    /** Nothing: the other stores go on with what is shared. */
    @Override
    public void close(String storeName, Options options) {}
}
