/** Tests of the doctor. */
@NullMarked
package dev.redport.doctor;

import org.jspecify.annotations.NullMarked;
