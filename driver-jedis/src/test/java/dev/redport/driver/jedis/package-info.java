/** Tests of the driver on Jedis. */
@NullMarked
package dev.redport.driver.jedis;

import org.jspecify.annotations.NullMarked;
